import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

export const ROOT = resolve(__dirname, "..", "..");

/**
 * Type-checks texts as if they were files of this repository, all in one program, against the sources (never a build).
 * Gives what the compiler says, by file name.
 */
export function diagnose(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(ROOT, name), text]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile(file, language, ...rest) : ts.createSourceFile(file, text, language, true);
  };
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host });
  return Object.fromEntries(Object.keys(files).map((name) => [name, messagesIn(program, join(ROOT, name))]));
}

function messagesIn(program: ts.Program, file: string): readonly string[] {
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map(({ messageText, start }) => {
    const line = source && start !== undefined ? source.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (file) => readFileSync(file, "utf8"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  return {
    ...options,
    noEmit: true,
    declaration: false,
    types: ["node"],
    // Examples name things that they do not use.
    noUnusedLocals: false,
    paths: { faultline: ["./src/index.ts"], "faultline/templates": ["./templates/index.ts"] },
  };
}
