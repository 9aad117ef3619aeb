/// The rim: flags, environment and clock in, exit codes and messages out.
///
/// [io.gitlab.gopgo.cli.Refresh] wires the stages of a run and reads from top to bottom.
@NullMarked
package io.gitlab.gopgo.cli;

import org.jspecify.annotations.NullMarked;
