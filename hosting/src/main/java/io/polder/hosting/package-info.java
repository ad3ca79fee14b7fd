/// The order clusters that a city takes part in beside the network's first: found on the authority chain, each with
/// stores, doors, an engine and an end of its own.
package io.polder.hosting;
