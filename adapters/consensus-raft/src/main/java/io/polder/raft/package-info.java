/// Orders by Raft, through Apache Ratis: safe while members only crash, live while more than half of them run.
package io.polder.raft;
