/// An order of one: for tests, and for development on a single node.
package io.polder.solo;
