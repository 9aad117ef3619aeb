/// Profiles kept between runs: one compact profile for each hour, version, zone and stage of a
/// service, with its evidence beside it, in a folder or in GitLab's generic packages.
///
/// What is kept is never changed, only added and, by age, removed. An entry's name is a hash of
/// what went into it, so adding the same twice is adding it once.
@NullMarked
package io.gitlab.gopgo.collect.store;

import org.jspecify.annotations.NullMarked;
