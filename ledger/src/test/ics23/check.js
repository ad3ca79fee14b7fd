// Reads lines "exist|absent ROOT KEY VALUE PROOF" after a first line "spec PROOFSPEC" (all hexadecimal, VALUE "-" where
// there is none) and prints for each whether @confio/ics23 accepts the proof.
const { ics23, verifyMembership, verifyNonMembership } = require("@confio/ics23");
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const lines = require("fs").readFileSync(process.argv[2], "utf8").trim().split("\n");
const spec = ics23.ProofSpec.decode(bytes(lines[0].split(" ")[1]));
for (const line of lines.slice(1)) {
  const [kind, root, key, value, proof] = line.split(" ");
  let accepted;
  try {
    const decoded = ics23.CommitmentProof.decode(bytes(proof));
    accepted =
      kind === "exist"
        ? verifyMembership(decoded, spec, bytes(root), bytes(key), bytes(value))
        : verifyNonMembership(decoded, spec, bytes(root), bytes(key));
  } catch (error) {
    accepted = false;
  }
  console.log(accepted ? "accepted" : "refused");
}
