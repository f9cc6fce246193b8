using UvRelease.Posix;
using UvRelease.Runner;
using UvRelease.Tests.Dummy;

// A process for tests to start, signal and kill. The first argument is the command, one file each.
return args switch
{
    ["half-written-file", string path] => await HalfWrittenFile.RunAsync(path),
    ["atomic-file", string path] => AtomicWriter.Write(path),
    ["staged-folder", string path] => AtomicWriter.Stage(path),
    ["run", string program] => await RunProgram.RunAsync(program, ChildProcess.RunAsync),
    ["run-guarded", string program] => await RunProgram.RunAsync(program, GuardedProgram.RunAsync),
    ["store-put", string folder, string size] => await StoreWriter.PutAsync(folder, int.Parse(size)),
    ["store-race", string folder, string writer] => await StoreWriter.RaceAsync(folder, writer),
    ["step", .. string[] arguments] => Step.Run<WaitingOptions, WaitingStep>(arguments),
    _ => throw new NotSupportedException($"No such command: {string.Join(' ', args)}"),
};
