// Reads a calendar file with node-ical and prints what it understood, as tests/interfaces/readers expects it.
import { createRequire } from "node:module";

const [modules, file] = process.argv.slice(2);
const ical = createRequire(`${modules}/package.json`)("node-ical");

const events = Object.values(ical.sync.parseFile(file))
    .filter((one) => one.type === "VEVENT")
    .map((one) => ({
        uid: one.uid,
        start: one.start.getTime() / 1000,
        end: one.end.getTime() / 1000,
        summary: one.summary,
        place: one.location ?? "",
        words: one.description ?? "",
        sequence: Number(one.sequence),
        cancelled: one.status === "CANCELLED",
    }));
console.log(JSON.stringify(events));
