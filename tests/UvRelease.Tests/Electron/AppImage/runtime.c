/* A stand-in of AppImage's runtime: APPIMAGE_EXTRACT_AND_RUN alone, through unsquashfs. Its length is where the squashfs starts. */
#define _GNU_SOURCE
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
  char self[4096], offset[32], folder[] = "/tmp/uv-appimage-XXXXXX", program[64];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  FILE *file;
  Elf64_Ehdr header;
  if (length < 0 || !getenv("APPIMAGE_EXTRACT_AND_RUN") || !mkdtemp(folder)) return 120;
  self[length] = 0;
  file = fopen(self, "rb");
  if (!file || fread(&header, sizeof header, 1, file) != 1) return 121;
  snprintf(offset, sizeof offset, "%lu", (unsigned long)(header.e_shoff + (unsigned long)header.e_shnum * header.e_shentsize));
  (void)count;
  pid_t child = fork();
  if (child == 0) {
    freopen("/dev/null", "w", stdout);
    execlp("unsquashfs", "unsquashfs", "-q", "-n", "-f", "-o", offset, "-d", folder, self, (char *)0);
    _exit(122);
  }
  int status;
  if (waitpid(child, &status, 0) < 0 || status != 0) return 123;
  setenv("APPIMAGE", self, 1);
  setenv("APPDIR", folder, 1);
  snprintf(program, sizeof program, "%s/AppRun", folder);
  child = fork();
  if (child == 0) {
    execv(program, arguments);
    _exit(124);
  }
  if (waitpid(child, &status, 0) < 0) return 125;
  pid_t remover = fork();
  if (remover == 0) execlp("rm", "rm", "-rf", folder, (char *)0);
  waitpid(remover, 0, 0);
  return WEXITSTATUS(status);
}
