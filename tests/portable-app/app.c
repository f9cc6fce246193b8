/* The programs of a portable app as its users have them: a command line, a service, a helper for the browser.
   cc -DNAME='"sample"' -DVERSION='"1.4.0"' app.c -o sample */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int in_state(const char *name, const char *text) {
  char path[4096];
  const char *state = getenv("SAMPLE_STATE");
  if (state) snprintf(path, sizeof path, "%s/%s", state, name);
  else snprintf(path, sizeof path, "%s/.sample-%s", getenv("HOME"), name);
  FILE *file = fopen(path, "w");
  if (!file) return perror(path), 1;
  return fputs(text, file), fclose(file);
}

int main(int count, char **words) {
  const char *first = count > 1 ? words[1] : "--help", *last = words[count - 1];
  char self[4096] = "";
  if (getenv("SAMPLE_BROKEN") || BROKEN) return fprintf(stderr, "broken\n"), 3;
  if (!strcmp(first, "--version")) return printf("%s %s\n", NAME, VERSION), 0;
  if (!strcmp(last, "--help")) return printf("usage: %s %s\n", NAME, count > 2 ? first : "COMMAND"), 0;
  if (!strcmp(first, "setup")) return in_state("settings", last);
  if (!strcmp(first, "doctor")) return printf("{\"ok\":true}\n"), 0;
  if (!strcmp(first, "preflight") || !strcmp(first, "recipe") || !strcmp(first, "promotion-check")) return printf("%s %s: ready\n", first, last), 0;
  if (!strcmp(first, "slow")) return sleep(60), 0;
  if (!strcmp(first, "where")) {
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return 1;
    return printf("%s\n%s\n", self, getenv("SAMPLE_STATE") ? getenv("SAMPLE_STATE") : ""), 0;
  }
  if (!strcmp(first, "echo")) {
    for (int i = 2; i < count; i++) printf("[%s]", words[i]);
    return puts(""), 0;
  }
  if (!strcmp(first, "serve")) {
    if (!strcmp(last, "stubborn")) signal(SIGTERM, SIG_IGN);
    puts("serving");
    fflush(stdout);
    for (;;) pause();
  }
  return fprintf(stderr, "%s: '%s' is no command\n", NAME, first), 2;
}
