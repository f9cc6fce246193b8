using System.Buffers.Binary;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Formats.MachO;
using Xunit;

namespace UvRelease.Tests.Apple.Bundles;

/// <summary>What can't be signed is refused in a sentence that names the file, the place and what to do.</summary>
public class BadInputSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const int FirstCommand = 32;

    public static TheoryData<string, string> Programs => new()
    {
        { "empty", "is empty" },
        { "text", "none of Mach-O" },
        { "32 bits", "32 bits" },
        { "PowerPC", "magic number" },
        { "object", "object" },
        { "encrypted", "is encrypted" },
        { "overlapping segments", "inside the segment" },
        { "command too long", "the size of load command" },
        { "commands too short", "the size of the load commands" },
        { "no room", "-headerpad" },
        { "no __LINKEDIT", "no segment __LINKEDIT" },
        { "signature elsewhere", "place of the signature" },
        { "cut short", "cut short" },
        { "bytes behind", "what is behind can't be signed" },
    };

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_that_can_not_be_signed_is_refused(string what, string reason)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.At("tool"), Damaged(what, await File.ReadAllBytesAsync(sample.At("demo.arm64")),
            await File.ReadAllBytesAsync(sample.At("demo.x64"))));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() =>
            CodeSigner.SignFileAsync(folder.At("tool"), folder.At("signed"), new CodeSigningOptions(), CancellationToken.None));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("tool", error.Message, StringComparison.Ordinal);
        Assert.Equal([folder.At("tool")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("<plist><array/></plist>", "no dictionary")]
    [InlineData("bplist00", "is binary")]
    [InlineData("no list", "no XML")]
    [InlineData("<plist><dict><key>a</key><real>1</real></dict></plist>", "'a' is a real")]
    [InlineData("<plist><dict><key>a</key><true/><key>a</key><true/></dict></plist>", "'a' twice")]
    public void Entitlements_that_are_none_are_refused(string text, string reason) => Assert.Contains(reason,
        Assert.Throws<ReleaseException>(() => Entitlements.Read(System.Text.Encoding.UTF8.GetBytes(text), "app.entitlements")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Contents/Resources/._icon.icns", "fork")]
    [InlineData("loose.txt", "beside what is sealed")]
    [InlineData("Contents/MacOS/script.sh", "Move it to Resources")]
    public async Task An_app_with_what_no_app_may_have_is_refused(string file, string reason) => await RefusedAsync(app =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(app, file))!);
        File.WriteAllText(Path.Combine(app, file), "text");
    }, Path.GetFileName(file), reason);

    [Theory]
    [InlineData("Contents/Resources/\\377.txt", "is no UTF-8")]
    [InlineData("Contents/Resources/Icon\\r", "resource fork")]
    [InlineData("Contents/MacOS/._Demo", "fork of another file")]
    public async Task A_name_that_no_app_may_have_is_refused_and_found(string name, string reason)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = await SampleApp.CopyAsync(sample.Path, folder.At("Demo.app"));
        await OutsideProgram.RunAsync(app, "bash", "-c", $": >\"$(printf '{name}')\"");
        string place = Path.GetFileName(name).Replace("\\377", "\ufffd", StringComparison.Ordinal).Replace("\\r", "", StringComparison.Ordinal);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => AppSigner.SignAsync(app, app, new AppSigningOptions(), null,
            CancellationToken.None));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        CodeFinding finding = Assert.Single(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None).Findings,
            finding => finding.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Equal((CodeFindingKind.Structure, place), (finding.Kind, Path.GetFileName(finding.Path).TrimEnd('\r')));
        // .NET can't delete what it can't name.
        await OutsideProgram.RunAsync(app, "rm", "-r", "Contents/Resources");
    }

    [Theory]
    [InlineData("/etc/passwd", "out of the app")]
    [InlineData("../../../away", "out of the app")]
    [InlineData("link", "in a circle")]
    public async Task A_link_that_leaves_the_app_or_goes_in_circles_is_refused(string target, string reason) =>
        await RefusedAsync(app => File.CreateSymbolicLink(Path.Combine(app, "Contents/Resources/link"), target), "Contents/Resources/link", reason);

    [Theory]
    [InlineData("CFBundleExecutable")]
    [InlineData("CFBundleIdentifier")]
    public async Task An_Info_plist_without_a_key_is_refused(string key) => await RefusedAsync(app =>
    {
        string path = Path.Combine(app, "Contents/Info.plist");
        File.WriteAllText(path, File.ReadAllText(path).Replace(key, "Other", StringComparison.Ordinal));
    }, "Contents/Info.plist", key);

    [Fact]
    public async Task Certificates_of_another_kind_or_time_are_refused()
    {
        Assert.Contains("signs packages, not apps", await OpenAsync(true, false, 0), StringComparison.Ordinal);
        Assert.Contains("signs apps, not packages", await OpenAsync(false, true, 0), StringComparison.Ordinal);
        Assert.Contains("expired on 2027-06-01", await OpenAsync(false, false, 5), StringComparison.Ordinal);
        Assert.Contains("valid from 2025-06-01", await OpenAsync(false, false, -5), StringComparison.Ordinal);
    }

    private static async Task<string> OpenAsync(bool ofInstaller, bool forInstaller, int years)
    {
        TestIdentity identity = DeveloperTestIdentity.Create("Example Inc", "ABCDE12345", ofInstaller, Judges.Now.AddYears(-1), Judges.Now.AddYears(1));
        using PrivateKey key = identity.ToKey();
        return (await Assert.ThrowsAsync<ReleaseException>(() => CodeIdentity.OpenAsync(key, forInstaller,
            new Judges.FixedClock(Judges.Now.AddYears(years)), null,
            null, CancellationToken.None))).Message;
    }

    private async Task RefusedAsync(Action<string> change, string file, string reason)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = await SampleApp.CopyAsync(sample.Path, folder.At("Demo.app"));
        change(app);
        IReadOnlyList<string> before = AppSignerSpecs.Contents(app);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => AppSigner.SignAsync(app, app, new AppSigningOptions(), null,
            CancellationToken.None));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, AppSignerSpecs.Contents(app));
        Assert.Equal([app], Directory.GetFileSystemEntries(folder.Path));
    }

    private static byte[] Damaged(string what, byte[] signed, byte[] bare)
    {
        switch (what)
        {
            case "empty":
                return [];
            case "text":
                return "#!/bin/sh\n"u8.ToArray();
            case "32 bits":
                return Word(RawMachO.Thin(RawMachO.X64, 4096), 0, 0xfeedface, 4, 7, 16, 0, 20, 0);
            case "PowerPC":
                return [0xfe, 0xed, 0xfa, 0xce, .. new byte[100]];
            case "object":
                return Word(bare, 12, 1);
            case "encrypted":
                return Word(signed, Command(signed, 0x1b), 0x2c, Command(signed, 0x1b) + 16, 1);
            case "overlapping segments":
                return Word(bare, Segment(bare, "__LINKEDIT") + 40, 0x100, Segment(bare, "__LINKEDIT") + 48, (uint)bare.Length - 0x100);
            case "command too long":
                return Word(bare, FirstCommand + 4, 0x7000_0000);
            case "commands too short":
                return Word(bare, 16, BinaryPrimitives.ReadUInt32LittleEndian(bare.AsSpan(16)) - 1);
            case "no room":
                bare[FirstCommand + BinaryPrimitives.ReadInt32LittleEndian(bare.AsSpan(20)) + 3] = 1;
                return bare;
            case "no __LINKEDIT":
                bare[Segment(bare, "__LINKEDIT") + 10] = (byte)'X';
                return bare;
            case "signature elsewhere":
                return Word(signed, Command(signed, 0x1d) + 8, 0x1000);
            case "cut short":
                return signed[..^40];
            default:
                return [.. signed, .. new byte[64]];
        }
    }

    private static byte[] Word(byte[] bytes, params ReadOnlySpan<uint> placesAndValues) => Words(bytes, placesAndValues);

    private static byte[] Word(byte[] bytes, int at, uint value) => Words(bytes, [(uint)at, value]);

    private static byte[] Word(byte[] bytes, int at, uint value, int next, uint other) => Words(bytes, [(uint)at, value, (uint)next, other]);

    private static byte[] Words(byte[] bytes, ReadOnlySpan<uint> placesAndValues)
    {
        for (int i = 0; i < placesAndValues.Length; i += 2)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)placesAndValues[i]), placesAndValues[i + 1]);
        return bytes;
    }

    private static int Command(byte[] bytes, uint wanted)
    {
        int at = FirstCommand;
        while (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) != wanted)
            at += BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
        return at;
    }

    private static int Segment(byte[] bytes, string name) => bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name + "\0")) - 8;
}
