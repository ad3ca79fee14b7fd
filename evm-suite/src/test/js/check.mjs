// Counts what holds, and stops at what does not.
import assert from 'node:assert/strict';

let checks = 0;

export function equal(got, expected, what) {
  assert.deepEqual(got, expected, what);
  checks++;
}

export function holds(condition, what) {
  assert.ok(condition, what);
  checks++;
}

export async function fails(promise, like, what) {
  let error;
  try {
    await promise;
  } catch (e) {
    error = e;
  }
  assert.ok(error, `${what}: expected a failure`);
  assert.ok(like(error), `${what}: got ${error.message?.slice(0, 400)}`);
  checks++;
}

export function done(tool) {
  console.log(JSON.stringify({ tool, checks }));
}
