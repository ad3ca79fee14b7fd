/// The command line of Polder.
package io.polder.cli;
