// PouchDB's client half: two databases on LevelDB. node pouchdb_client.js URL FOLDER ROWS
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const PouchDB = require("pouchdb");

// Faster here than its default of 100, and than 500.
const BATCH = { batch_size: 1000 };

async function measured(step, count, replicate) {
  const begun = process.hrtime.bigint();
  const result = await replicate();
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  assert.strictEqual(result.docs_written, count);
  console.log(JSON.stringify({ step, seconds }));
}

async function main() {
  const [url, folder, rows] = process.argv.slice(2);
  const documents = fs.readFileSync(rows, "utf8").trim().split("\n").map((line) => {
    const { id, ...fields } = JSON.parse(line);
    return { _id: id, ...fields };
  });
  const up = new PouchDB(path.join(folder, "up"));
  const down = new PouchDB(path.join(folder, "down"));
  const town = `${url}/reports`;
  await up.bulkDocs(documents);
  await measured("up", documents.length, () => up.replicate.to(town, BATCH));
  await measured("down", documents.length, () => down.replicate.from(town, BATCH));
  await up.close();
  await down.close();
}

main().then(() => process.exit(0), (failure) => {
  console.error(failure);
  process.exit(1);
});
