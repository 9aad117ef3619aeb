/// Profiles in a bucket of Google Cloud Storage.
@NullMarked
package io.gitlab.gopgo.collect.storage;

import org.jspecify.annotations.NullMarked;
