/// What strangers tried on private chains, kept for their owners.
package io.polder.chain.attempt;
