// Reads a calendar file with ical.js and prints what it understood, as tests/interfaces/readers expects it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, file] = process.argv.slice(2);
const found = createRequire(`${modules}/package.json`)("ical.js");
const ICAL = found.default ?? found;

const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
        uid: event.uid,
        start: event.startDate.toUnixTime(),
        end: event.endDate.toUnixTime(),
        summary: event.summary,
        place: event.location ?? "",
        words: event.description ?? "",
        sequence: Number(event.sequence),
        cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
    };
});
console.log(JSON.stringify(events));
