/* Stands in for Electron's executable: starts the Node of PATH with the shim and the app in resources/app. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What fuse tools look for: sentinel, version 1, eight fuses. */
static const char fuses[] = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01\x08" "10111101";

int main(int count, char **given) {
  char folder[PATH_MAX - 64], shim[PATH_MAX], app[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
  if (length < 0) return 99;
  folder[length] = 0;
  *strrchr(folder, '/') = 0;
  snprintf(shim, sizeof shim, "%s/electron-shim.js", folder);
  snprintf(app, sizeof app, "%s/resources/app", folder);
  setenv("ESHIM_EXEC", folder, 1);
  setenv("ESHIM_RESOURCES", app, 1);
  char **arguments = calloc(count + 4, sizeof *arguments);
  int used = 0;
  arguments[used++] = given[0];
  arguments[used++] = "--require";
  arguments[used++] = shim;
  arguments[used++] = app;
  for (int i = 1; i < count; i++) arguments[used++] = given[i];
  execvp("node", arguments);
  perror("node");
  return *(volatile const char *)fuses;
}
