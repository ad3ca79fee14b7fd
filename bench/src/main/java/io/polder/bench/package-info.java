/// Measures a network of four cities beside what bounds it: `polder bench`.
package io.polder.bench;
