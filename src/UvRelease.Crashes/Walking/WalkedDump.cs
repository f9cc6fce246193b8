using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>A thread whose stack was walked.</summary>
internal sealed record WalkedThread(MinidumpThread Thread, List<WalkedFrame> Frames);

/// <summary>A minidump whose stacks were walked. It is of use as long as the minidump and the symbols are open.</summary>
public sealed class WalkedDump
{
    internal WalkedDump(Minidump dump, ModuleSymbols modules, List<WalkedThread> threads, int? requesting) =>
        (Dump, Modules, Threads, Requesting) = (dump, modules, threads, requesting);

    /// <summary>The minidump.</summary>
    public Minidump Dump { get; }

    /// <summary>Symbols that were found and are not used, as sentences.</summary>
    public IReadOnlyList<string> PassedOver => Modules.PassedOver;

    internal ModuleSymbols Modules { get; }

    /// <summary>The threads, without the one that wrote the file.</summary>
    internal List<WalkedThread> Threads { get; }

    /// <summary>Place of the thread that crashed or asked for the file in <see cref="Threads"/>.</summary>
    internal int? Requesting { get; }

    /// <summary>The module of a frame; null where there is none.</summary>
    internal MinidumpModule? ModuleOf(in WalkedFrame frame) => frame.Module switch
    {
        >= 0 => Dump.Modules[frame.Module],
        -1 => null,
        _ => Dump.UnloadedModules[-2 - frame.Module],
    };

    /// <summary>Name of a frame's function; empty where it is not known.</summary>
    internal ReadOnlySpan<byte> FunctionOf(in WalkedFrame frame) => frame.Module < 0 || Modules.Of(frame.Module) is not { } symbols
        ? default
        : frame is { Trust: FrameTrust.Inline, Function: < 0 } ? "<name omitted>"u8 : symbols.Text(frame.Function);

    /// <summary>Source file of a frame; empty where it is not known.</summary>
    internal ReadOnlySpan<byte> FileOf(in WalkedFrame frame) =>
        frame.Module < 0 || Modules.Of(frame.Module) is not { } symbols ? default : symbols.Text(frame.File);
}
