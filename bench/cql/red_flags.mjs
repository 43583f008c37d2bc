// Runs an ELM library over stored answers with cql-execution and says, for each person, which red flags hold.
// Usage: node red_flags.mjs MODULES-FOLDER LIBRARY.json PEOPLE.json ROUNDS SHAPE
//   SHAPE plain: each person is an object of answers; fhir: each is a bundle with a QuestionnaireResponse
//   prints {seconds: [..], flags: [[..], ..]}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, libraryFile, peopleFile, rounds, shape] = process.argv.slice(2);
const require = createRequire(join(modules, "here.js"));
const { Executor, Library } = require("cql-execution");
const elm = JSON.parse(readFileSync(libraryFile, "utf-8"));
const people = JSON.parse(readFileSync(peopleFile, "utf-8"));
const flagNames = elm.library.statements.def.map((one) => one.name).filter((name) => name.startsWith("RF "));

/** One person's stored answers, in the shape in which the engine asks a patient for records. */
class Person {
  constructor(id, answers) {
    this.id = id;
    Object.assign(this, answers);
  }
  getId() {
    return this.id;
  }
  findRecords() {
    return [this];
  }
}

class Waiting {
  constructor(stored) {
    this.queue = Object.entries(stored).map(([id, answers]) => new Person(id, answers));
  }
  currentPatient() {
    return this.queue[0];
  }
  nextPatient() {
    this.queue.shift();
    return this.queue[0];
  }
}

function asBundle(id, answers) {
  const coded = (value) => {
    if (typeof value === "boolean") return { valueBoolean: value };
    return typeof value === "number" ? { valueDecimal: value } : { valueString: value };
  };
  const item = Object.entries(answers).map(([linkId, value]) => ({
    linkId,
    answer: (Array.isArray(value) ? value : [value]).map(coded),
  }));
  const response = { resourceType: "QuestionnaireResponse", id, status: "completed", item };
  const patient = { resourceType: "Patient", id };
  return { resourceType: "Bundle", type: "collection", entry: [{ resource: patient }, { resource: response }] };
}

function source() {
  if (shape === "plain") return new Waiting(people);
  const waiting = require("cql-exec-fhir").PatientSource.FHIRv401();
  waiting.loadBundles(bundles);
  return waiting;
}

const bundles = Object.entries(people).map(([id, answers]) => asBundle(id, answers));
const executor = new Executor(new Library(elm));
const seconds = [];
let flags = [];
source();
for (let round = 0; round < Number(rounds); round += 1) {
  const start = process.cpuUsage();
  const results = (await executor.exec(source())).patientResults;
  flags = Object.keys(people).map((id) => flagNames.filter((name) => results[id][name] === true));
  const used = process.cpuUsage(start);
  seconds.push((used.user + used.system) / 1e6);
}
process.stdout.write(JSON.stringify({ seconds, flags }));
