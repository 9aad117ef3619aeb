package io.gitlab.gopgo.collect;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/// What a source works with beside its own settings.
///
/// @param inflatedLimit the most bytes that a profile may inflate to
/// @param spool a folder of the source's own, which may not exist yet
/// @param clock for limits of time
/// @param progress takes a line of progress, now and then
public record Surroundings(
    long inflatedLimit, Path spool, InstantSource clock, Consumer<String> progress) {}
