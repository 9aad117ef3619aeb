package io.gitlab.gopgo.collect.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Lets no more than so many bytes of a body through: one that never ends must not fill a disk.
final class Capped implements BodySubscriber<byte[]> {
  /// More than the limit.
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final BodySubscriber<byte[]> behind;
  private final boolean isCut;
  private long rest;
  private boolean isOver;
  private Flow.@Nullable Subscription subscription;

  /// @param isCut whether the first bytes will do, as of an error page
  Capped(BodySubscriber<byte[]> behind, long limit, boolean isCut) {
    this.behind = behind;
    this.isCut = isCut;
    rest = limit;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return behind.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription beginning) {
    subscription = beginning;
    behind.onSubscribe(beginning);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    if (isOver) {
      return;
    }
    rest -= part.stream().mapToLong(ByteBuffer::remaining).sum();
    if (rest >= 0) {
      behind.onNext(part);
      return;
    }
    isOver = true;
    if (subscription != null) {
      subscription.cancel();
    }
    if (isCut) {
      behind.onNext(part);
      behind.onComplete();
    } else {
      behind.onError(new TooLarge());
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!isOver) {
      behind.onError(failure);
    }
  }

  @Override
  public void onComplete() {
    if (!isOver) {
      behind.onComplete();
    }
  }
}
