// What a user would never send. Each is put where its name says; README.md lists them.
#pragma once

#define ENVIRONMENT_NAME "CRASHER_SESSION"
#define ENVIRONMENT_SECRET "env-secret-41f7c2a9be"
#define ARGUMENT_SECRET "--token=argv-secret-7d02be61aa"
#define STACK_SECRET "stack-secret-c93e50d817"
#define WIDE_STACK_SECRET u"wide-secret-58aa1e90f3"
#define HEAP_SECRET "heap-secret-06b4d7e2c5"
#define ANNOTATION_SECRET "note-secret-e17a4c93d0"
#define MODULE_ANNOTATION_SECRET "info-secret-2b80f6a15c"
