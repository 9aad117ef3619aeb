package io.gitlab.gopgo.collect;

import io.gitlab.gopgo.config.Section;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// What a source works with beside its own settings.
///
/// @param inflatedLimit the most bytes that a profile may inflate to
/// @param spool a folder of the source's own, which may not exist yet
/// @param clock for limits of time
/// @param gitlabs the settings' section `gitlab`, for sources that are on one
/// @param progress takes a line of progress, now and then
public record Surroundings(
    long inflatedLimit,
    Path spool,
    InstantSource clock,
    Optional<Section> gitlabs,
    Consumer<String> progress) {}
