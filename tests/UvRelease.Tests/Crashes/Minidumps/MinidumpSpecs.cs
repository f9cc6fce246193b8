using UvRelease.Crashes.Minidumps;
using Xunit;

namespace UvRelease.Tests.Crashes.Minidumps;

/// <summary>What real minidumps say.</summary>
public class MinidumpSpecs
{
    private static readonly string[] Threads = ["crasher", "io-thread", "naïve|thread", "render-thread"];

    [Fact]
    public void Threads_have_their_names_and_the_crashed_one_is_known()
    {
        using Minidump dump = Open("crashpad-thread");
        Assert.Equal(Threads, dump.Threads.Select(thread => thread.Name?.Value));
        Assert.Equal("render-thread", dump.Threads.Single(thread => thread.Id == dump.RequestingThread).Name?.Value);
        Assert.Equal(dump.Exception?.ThreadId, dump.RequestingThread);
        Assert.NotNull(dump.ProcessId);
    }

    [Fact]
    public void Annotations_of_process_and_module_have_their_places()
    {
        string path = CrashCorpus.Dump("crashpad-render");
        byte[] bytes = File.ReadAllBytes(path);
        using Minidump dump = Open("crashpad-render");
        MinidumpAnnotation[] all = [.. dump.Crashpad.Annotations, .. dump.Crashpad.ModuleAnnotations];
        Assert.Equal(
            ["note=note-secret-e17a4c93d0", "prod=Demo", "ver=1.2.3", "origin=info-secret-2b80f6a15c", "listed=list-value"],
            all.Select(one => $"{one.Name.Value}={one.Value.Value}"));
        foreach (MinidumpText text in all.Select(one => one.Value))
            Assert.Equal(text.Value, System.Text.Encoding.UTF8.GetString(bytes, (int)text.Place.Offset, (int)text.Place.Size));
        Assert.NotEqual(Guid.Empty, dump.Crashpad.ReportId);
    }

    [Fact]
    public void Streams_of_Linux_are_found_by_type()
    {
        using Minidump dump = Open("breakpad-render");
        StreamType[] linux = [StreamType.LinuxCommandLine, StreamType.LinuxEnvironment, StreamType.LinuxMaps, StreamType.LinuxAuxv, StreamType.LinuxCpuInfo];
        Assert.Subset(dump.Streams.Select(stream => stream.Type).ToHashSet(), linux.ToHashSet());
    }

    [Fact]
    public void A_thread_that_dumped_itself_is_known()
    {
        using Minidump dump = Open("breakpad-dump");
        Assert.Equal("DUMP_REQUESTED", CrashReason.Of(dump.Exception!, dump.System).Text);
    }

    [Fact]
    public void Modules_have_the_ids_of_their_symbols()
    {
        using Minidump dump = Open("crashpad-render");
        MinidumpModule program = dump.Modules[0];
        Assert.Equal(("crasher", "crasher"), (program.Id.CodeFile, program.Id.DebugFile));
        Assert.True(File.Exists(Path.Combine(CrashCorpus.Symbols, "crasher", program.Id.DebugId.ToString(), "crasher.sym")));
        Assert.StartsWith(program.Id.CodeId![..8], program.DebugIdText[6..8].ToLowerInvariant() + program.DebugIdText[4..6].ToLowerInvariant()
            + program.DebugIdText[2..4].ToLowerInvariant() + program.DebugIdText[..2].ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_in_memory_is_read_as_one_in_a_file()
    {
        string path = CrashCorpus.Dump("chromium-renderer");
        using Minidump file = Minidump.Open(path, "a"), memory = Minidump.Read(File.ReadAllBytes(path), "a");
        Assert.Equal(file.Threads.Select(thread => (thread.Id, thread.Stack)), memory.Threads.Select(thread => (thread.Id, thread.Stack)));
        Assert.Equal(file.Bytes(file.Threads[0].Stack), memory.Bytes(memory.Threads[0].Stack));
    }

    private static Minidump Open(string name) => Minidump.Open(CrashCorpus.Dump(name), name);
}
