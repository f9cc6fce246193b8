using System.Buffers;
using System.Globalization;
using System.Text;
using UvRelease.Crashes.Minidumps;

namespace UvRelease.Crashes.Walking;

/// <summary>
/// Writes what <c>minidump_stackwalk -m</c> writes: fields between <c>|</c>, one record a line, the crashed thread first. Bars and line ends within fields
/// are left out.
/// </summary>
public static class StackwalkText
{
    /// <summary>Writes a minidump whose stacks were walked.</summary>
    public static void Write(WalkedDump walked, IBufferWriter<byte> output)
    {
        WriteHead(walked, output);
        Line(output, "");
        if (walked.Requesting is { } crashed)
            WriteThread(walked, crashed, output);
        for (int thread = 0; thread < walked.Threads.Count; thread++)
        {
            if (thread != walked.Requesting)
                WriteThread(walked, thread, output);
        }
    }

    private static void WriteHead(WalkedDump walked, IBufferWriter<byte> output)
    {
        Minidump dump = walked.Dump;
        Line(output, $"OS|{Field(dump.System.PlatformName)}|{Field(dump.System.Version)}");
        Line(output, $"CPU|{dump.System.ProcessorName}|{Field(dump.System.ProcessorText)}|{dump.System.ProcessorCount}");
        Line(output, "GPU|||");
        if (dump.Exception is { } exception)
        {
            CrashReason reason = CrashReason.Of(exception, dump.System);
            Line(output, $"Crash|{Field(reason.Text)}|0x{reason.Address:x}|{walked.Requesting}");
        }
        else
        {
            Line(output, $"Crash|{Field(dump.Assertion ?? "No crash")}||{walked.Requesting}");
        }

        ModuleMap map = walked.Modules.Map;
        int main = dump.Modules.Count > 0 ? map.Find(dump.Modules[0].Base) : -1;
        foreach (int place in map.ByAddress)
        {
            MinidumpModule module = dump.Modules[place];
            bool isMain = main >= 0 && module.Base == dump.Modules[0].Base;
            string names = $"Module|{Field(module.Id.CodeFile)}|{module.Version}|{Field(module.Id.DebugFile)}|{module.DebugIdText}";
            Line(output, $"{names}|0x{module.Base:x8}|0x{module.Base + module.Size - 1:x8}|{(isMain ? 1 : 0)}");
        }
    }

    private static void WriteThread(WalkedDump walked, int thread, IBufferWriter<byte> output)
    {
        List<WalkedFrame> frames = walked.Threads[thread].Frames;
        for (int frame = 0; frame < frames.Count; frame++)
        {
            Number(output, thread);
            Bar(output);
            Number(output, frame);
            Bar(output);
            WriteFrame(walked, frames[frame], output);
            output.Write("\n"u8);
        }
    }

    private static void WriteFrame(WalkedDump walked, in WalkedFrame frame, IBufferWriter<byte> output)
    {
        // Of arm64 Breakpad writes where the call is, not where it returns to.
        ulong address = walked.Dump.System.Processor == Processor.Arm64 ? frame.Instruction : frame.Return;
        if (walked.ModuleOf(frame) is not { } module)
        {
            output.Write("||||0x"u8);
            Hexadecimal(output, address);
            return;
        }

        Texts(output, Encoding.UTF8.GetBytes(module.Id.CodeFile));
        ReadOnlySpan<byte> function = walked.FunctionOf(frame);
        if (function.IsEmpty)
        {
            output.Write("||||0x"u8);
            Hexadecimal(output, unchecked(address - module.Base));
            return;
        }

        Bar(output);
        Texts(output, function);
        ReadOnlySpan<byte> file = walked.FileOf(frame);
        if (file.IsEmpty)
        {
            output.Write("|||0x"u8);
            Hexadecimal(output, unchecked(address - module.Base - frame.FunctionStart));
            return;
        }

        Bar(output);
        Texts(output, file);
        Bar(output);
        Number(output, frame.Line);
        output.Write("|0x"u8);
        Hexadecimal(output, unchecked(address - frame.LineStart));
    }

    private static void Bar(IBufferWriter<byte> output) => output.Write("|"u8);

    private static void Line(IBufferWriter<byte> output, FormattableString text) => Line(output, text.ToString(CultureInfo.InvariantCulture));

    private static void Line(IBufferWriter<byte> output, string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private static string Field(string text) => text.Replace("|", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private static void Texts(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny((byte)'|', (byte)'\n') is >= 0 and var at)
        {
            output.Write(text[..at]);
            text = text[(at + 1)..];
        }

        output.Write(text);
    }

    private static void Number(IBufferWriter<byte> output, int number)
    {
        number.TryFormat(output.GetSpan(11), out int written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private static void Hexadecimal(IBufferWriter<byte> output, ulong number)
    {
        number.TryFormat(output.GetSpan(16), out int written, "x", CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
