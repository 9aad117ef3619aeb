package io.gitlab.gopgo.report;

import io.gitlab.gopgo.collect.Pass;

/// What a pass over a server's listing cost, in a line.
public final class ListingWords {
  private ListingWords() {}

  /// The line for a source.
  public static String of(String source, Pass.Listing listing) {
    String skipped =
        listing.skipped() == 0
            ? ""
            : "; the server could not read %s of them".formatted(Words.number(listing.skipped()));
    return "%s: %s profiles listed on %s pages, %s, with %s requests of the daily quota, order: %s%s%s"
        .formatted(
            source,
            Words.number(listing.listed()),
            Words.number(listing.pages()),
            Words.bytes(listing.bytes()),
            Words.number(listing.requests()),
            listing.order(),
            skipped,
            listing.isComplete() ? "" : "; not complete");
  }
}
