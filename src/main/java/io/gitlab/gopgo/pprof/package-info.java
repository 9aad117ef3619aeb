/// profile.proto: one columnar model, a reader and a writer. The reader is the hot path: a week of
/// a large service is ten thousand profiles, most of the program's time is spent here, and half of
/// that in the JDK's Inflater.
///
/// The way of a profile: [Gunzip] inflates it into memory that all files of a thread share;
/// [ProfileDecoder] walks the bytes once through [Wire] and fills columns; [IdTable] gives ids row
/// numbers, [StringTable] remembers where strings stand; at the end names go to [Names], which all
/// profiles of a merge share, and what is left is a [Profile].
///
/// What keeps it fast, and must survive changes:
///
/// - No object per sample, location or string: a profile is some twenty arrays. Of a stack only the
///   two innermost frames are kept, all others are merely checked.
/// - Numbers of a flat message and of a packed list are read in one loop each ([Wire#numbers],
///   [Wire#readList]), with the position in a local. Everything else may be plain.
/// - An id that is one more than the last one, as Go numbers, costs a comparison. Only other ids
///   are hashed.
/// - A name is copied when it is new. It is found again by its bytes, hashed with a factor of this
///   process ([Scatter]), because keys come from files that anyone may have made.
/// - Words for an error are put together when there is one: until then a place is three numbers.
///
/// Nothing is skipped unchecked for speed. `docs/adr/0006-merge-speed.md` has what each step
/// bought, `bench/steps/run` measures them, `bench/merge/run` whole merges.
@NullMarked
package io.gitlab.gopgo.pprof;

import org.jspecify.annotations.NullMarked;
