/// The contract test of device protocols and the fake world it plays in.
package io.polder.devicekit;
