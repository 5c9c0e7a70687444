// The server of PouchDB: express-pouchdb on LevelDB. node pouchdb_server.js FOLDER
const path = require("node:path");
const express = require("express");
const PouchDB = require("pouchdb");

const folder = process.argv[2];
const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: path.join(folder, "log.txt") };
const app = express();
app.use("/", require("express-pouchdb")(PouchDB.defaults({ prefix: folder + path.sep }), options));
const listener = app.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${listener.address().port}`));
