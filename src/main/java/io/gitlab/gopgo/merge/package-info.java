/// Many profiles to one edge table, with the evidence that the table can't tell.
///
/// Merging is nothing but addition: one table per stratum, scaled at the end. So memory follows the
/// number of distinct edges, and neither order nor grouping of the inputs can change a bit.
@NullMarked
package io.gitlab.gopgo.merge;

import org.jspecify.annotations.NullMarked;
