// The articles of the manual, in the executable itself, so that `hillock help TOPIC` finds them
// wherever the command was copied to.
#pragma once
#include <stddef.h>

typedef struct {
  // What it is asked for by: the article's name in lower case, with hyphens.
  const char *topic;
  const unsigned char *text;
  size_t size;
} hillock_article;

const hillock_article *hillock_articles(size_t *count);
