// A real client of the protocol's own SDK: starts the server that its words name, makes the calls on standard input
// ([[tool, arguments], …] in JSON) one after the other, and prints what came back.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { text } from "node:stream/consumers";

const [command, ...args] = process.argv.slice(2);
const transport = new StdioClientTransport({ command, args, cwd: process.cwd(), env: { ...process.env } });
const client = new Client({ name: "keyturn-tests", version: "1.0.0" }, { capabilities: {} });
await client.connect(transport);
const { tools } = await client.listTools();
const answers = [];
for (const [name, given] of JSON.parse(await text(process.stdin))) {
  const result = await client.callTool({ name, arguments: given });
  answers.push({ error: result.isError === true, text: result.content.map((part) => part.text ?? "").join("\n") });
}
await client.close();
console.log(JSON.stringify({ tools: tools.map((tool) => tool.name), answers }));
