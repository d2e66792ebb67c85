// Packs a file by Deflate, or says whether a packed one is that file: another version of Node may pack it to other bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const [, , file, packed, check] = process.argv;
const bytes = readFileSync(file);
if (check) {
  if (!inflateRawSync(readFileSync(packed)).equals(bytes)) {
    console.error(`${packed} is not what ${file} packs to`);
    process.exit(1);
  }
} else {
  writeFileSync(packed, deflateRawSync(bytes, { level: 9 }));
}
