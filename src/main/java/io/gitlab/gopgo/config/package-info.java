/// The settings, of a YAML file or of environment variables: handed out section by section, as
/// typed values that know where they stand.
///
/// Each part of the program reads its own section and so owns its own words; what nobody asked for
/// is a mistake, reported with its place and the nearest known word.
@NullMarked
package io.gitlab.gopgo.config;

import org.jspecify.annotations.NullMarked;
