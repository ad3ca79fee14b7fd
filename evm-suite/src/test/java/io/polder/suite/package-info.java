/// Ethereum's own tools, as they are, against a running network of four cities.
package io.polder.suite;
