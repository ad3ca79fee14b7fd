/// The HTTP door of a city node: one port, every operation documents itself.
package io.polder.api;
