/// Google Cloud Profiler: one pass over a project's listing for all services.
///
/// The API has one call that reads, and it can't filter. So `CloudProfilerSource` passes all pages
/// of `CloudProfiler` once; `PageReader` streams them; each service's `Draw` keeps the profiles
/// with the smallest ranks, whose bytes `Spool` holds in files; `SavedPass` remembers the position.
@NullMarked
package io.gitlab.gopgo.collect.cloudprofiler;

import org.jspecify.annotations.NullMarked;
