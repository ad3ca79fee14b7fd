/// Reusable test support: a contract test per port, and the fake worlds they need.
package io.polder.testkit;
