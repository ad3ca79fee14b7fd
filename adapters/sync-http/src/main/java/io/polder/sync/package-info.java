/// What cities fetch from each other, over mutual TLS whose certificates the cities' own keys have signed.
package io.polder.sync;
