// Asks a SPARQL endpoint by Comunica and by sparql-http-client; prints a line of JSON for each: its name and the rows.
//
// node tests/read_endpoint.mjs FOLDER-OF-NODE-MODULES ADDRESS QUERY
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [, , modules, address, query] = process.argv;
const require = createRequire(pathToFileURL(join(resolve(modules), "x.js")));
const told = (who, rows) => console.log(JSON.stringify([who, rows]));

const { QueryEngine } = require("@comunica/query-sparql");
const found = await (await new QueryEngine().queryBindings(query, { sources: [{ type: "sparql", value: address }] })).toArray();
told("Comunica", found.map((row) => [row.get("s").value, row.get("label").value]));

const { default: Client } = await import(pathToFileURL(require.resolve("sparql-http-client")));
for (const operation of ["get", "postUrlencoded", "postDirect"]) {
  const rows = [];
  const client = new Client({ endpointUrl: address });
  for await (const row of client.query.select(query, { operation })) rows.push([row.s.value, row.label.value]);
  told(`sparql-http-client, ${operation}`, rows);
}
