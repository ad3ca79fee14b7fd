// Compiles the suite and prints one contract of it, for a tool that does not run in Node.
import { compile } from './compile.mjs';

const name = process.argv[2];
console.log(JSON.stringify({ name, bytecode: compile()[name].bytecode }));
