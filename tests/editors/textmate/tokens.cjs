// Reads {grammar, text} from standard input, writes every token as [line, text, innermost scope].
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const oniguruma = require("vscode-oniguruma");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");

async function main() {
  const { grammar, text } = JSON.parse(readFileSync(0, "utf8"));
  const wasm = readFileSync(join(dirname(require.resolve("vscode-oniguruma")), "onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (string) => new oniguruma.OnigString(string),
    }),
    loadGrammar: async (scope) => (scope === "source.cal" ? parseRawGrammar(readFileSync(grammar, "utf8"), grammar) : null),
  });
  const cal = await registry.loadGrammar("source.cal");
  let stack = INITIAL;
  const found = [];
  text.split("\n").forEach((line, number) => {
    const answer = cal.tokenizeLine(line, stack);
    stack = answer.ruleStack;
    for (const token of answer.tokens) {
      const word = line.slice(token.startIndex, token.endIndex);
      if (word.trim()) found.push([number + 1, word, token.scopes[token.scopes.length - 1]]);
    }
  });
  process.stdout.write(JSON.stringify(found));
}

main();
