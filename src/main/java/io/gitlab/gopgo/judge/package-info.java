/// Is a merged profile sound, and does it differ from the committed one by more than noise?
///
/// Each rule is a value: a figure, its threshold and a sentence. A judgement decides nothing about
/// delivery; it says what a person would want to know.
@NullMarked
package io.gitlab.gopgo.judge;

import org.jspecify.annotations.NullMarked;
