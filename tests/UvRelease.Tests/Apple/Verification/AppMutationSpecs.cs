using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Apple.Verification;
using UvRelease.Tests.Apple.Bundles;
using Xunit;
using static UvRelease.Apple.Bundles.CodeFindingKind;

namespace UvRelease.Tests.Apple.Verification;

/// <summary>A signed app is changed in one place at a time; the finding names the file and the cause.</summary>
public class AppMutationSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const string Framework = "Contents/Frameworks/Demo Framework.framework", Version = Framework + "/Versions/A",
        Renderer = "Contents/Frameworks/Demo Helper (Renderer).app", Service = "Contents/XPCServices/Update.xpc";

    private static readonly string[] Sealed =
    [
        "Contents/Resources/app.asar", "Contents/Resources/icon.icns", "Contents/Resources/en.lproj/locale.pak", "Contents/Resources/Base.lproj/main.nib",
        $"{Version}/Resources/data.pak",
    ];

    private static readonly (string Bundle, string Executable, string InfoPlist, string Seal)[] Bundles =
    [
        ("", "Contents/MacOS/Demo", "Contents/Info.plist", "Contents/_CodeSignature/CodeResources"),
        (Framework, $"{Version}/Demo Framework", $"{Version}/Resources/Info.plist", $"{Version}/_CodeSignature/CodeResources"),
        (Renderer, $"{Renderer}/Contents/MacOS/Demo Helper (Renderer)", $"{Renderer}/Contents/Info.plist", $"{Renderer}/Contents/_CodeSignature/CodeResources"),
        (Service, $"{Service}/Contents/MacOS/Update", $"{Service}/Contents/Info.plist", $"{Service}/Contents/_CodeSignature/CodeResources"),
    ];

    [Fact]
    public async Task Each_change_is_found_where_it_is_and_its_cause_named()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None);
        CodeVerification trusting = AppSignerSpecs.Trusting(AppSignerSpecs.Team);
        IReadOnlyList<string> before = AppSignerSpecs.Contents(app);
        var wrong = new List<string>();
        int count = 0;
        foreach ((string path, CodeFindingKind[] causes, Func<string, Action> change) in Changes())
        {
            count++;
            Action undo = change(app);
            IReadOnlyList<CodeFinding> findings = AppVerifier.Verify(app, trusting, CancellationToken.None).Findings;
            if (!findings.Any(finding => finding.Path == path && causes.Contains(finding.Kind) && finding.Reason.Length > 20))
                wrong.Add($"{path}: expected {string.Join('/', causes)}, found {string.Join("; ", findings)}");
            undo();
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, AppSignerSpecs.Contents(app));
        Assert.Empty(AppVerifier.Verify(app, trusting, CancellationToken.None).Findings);
        Assert.InRange(count, 60, 600);
    }

    [Fact]
    public async Task Notes_of_the_Finder_and_missing_languages_change_nothing()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None);
        File.Delete(Path.Combine(app, "Contents/Resources/en.lproj/locale.pak"));
        File.WriteAllText(Path.Combine(app, "Contents/Resources/.DS_Store"), "other");
        Assert.Empty(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None).Findings);
    }

    [Theory]
    [InlineData(Service, "Contents/Info.plist", "no list")]
    [InlineData(Service, "Contents/Info.plist", "<plist><dict><key>CFBundleExecutable</key><string>Other</string></dict></plist>")]
    [InlineData(Framework, "Versions/A/Resources/Info.plist", "<plist><array/></plist>")]
    public async Task A_nested_bundle_that_can_not_be_read_is_one_finding_and_the_rest_is_verified(string bundle, string file, string text)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None);
        File.WriteAllText(Path.Combine(app, bundle, file), text);
        CodeVerification trusting = AppSignerSpecs.Trusting(AppSignerSpecs.Team);
        CodeReport report = AppVerifier.Verify(app, trusting, CancellationToken.None);
        CodeFinding finding = Assert.Single(report.Findings);
        Assert.Equal(($"{bundle}/{file}", Structure), (finding.Path, finding.Kind));
        Assert.Contains("Demo", report.Programs.Select(program => Path.GetFileName(program.Path)));
        File.AppendAllText(Path.Combine(app, "Contents/Resources/app.asar"), "x");
        Assert.Equal([Structure, FileChanged], AppVerifier.Verify(app, trusting, CancellationToken.None).Findings
            .OrderByDescending(found => found.Kind).Select(found => found.Kind));
    }

    [Fact]
    public async Task Who_signed_and_when_is_held_against_what_is_wanted()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None);
        CodeVerification trusting = AppSignerSpecs.Trusting(AppSignerSpecs.Team);
        Assert.Equal([Team], Kinds(trusting with { Team = "ZZZZZ12345" }));
        Assert.Equal([Expired, CodeFindingKind.Requirement], Kinds(trusting with { Clock = new Judges.FixedClock(Judges.Now.AddYears(3)) }));
        Assert.Equal([Expired, CodeFindingKind.Requirement], Kinds(trusting with { Clock = new Judges.FixedClock(Judges.Now.AddYears(-3)) }));
        Assert.Equal([Chain, CodeFindingKind.Requirement], Kinds(trusting with { Apple = AppleCertificates.Shipped }));
        Assert.Equal([CodeFindingKind.Requirement], Kinds(trusting with
        {
            Apple = AppleCertificates.Shipped,
            Roots = [Judges.Of(AppSignerSpecs.Team).Root],
            Team = null
        }).Where(kind => kind != Team));
        Assert.Equal([Timestamp], Kinds(trusting with { NeedsTimestamp = true }));
        Assert.Equal([CodeFindingKind.Requirement], Kinds(trusting with { Requirement = RequirementText.Read("identifier \"com.example.other\"") }));
        Assert.Equal([CodeFindingKind.Requirement], Kinds(trusting with { Requirement = RequirementText.Read("notarized") }));
        Assert.Empty(Kinds(trusting with
        {
            Requirement = RequirementText.Read("info[CFBundleVersion] >= \"10.1.9\" and entitlement[\"com.apple.security.cs.allow-jit\"] exists and ! cert "
                + "leaf[subject.OU] = \"X\""),
        }));

        IEnumerable<CodeFindingKind> Kinds(CodeVerification verification) =>
            AppVerifier.Verify(app, verification, CancellationToken.None).Findings.Select(finding => finding.Kind).Distinct().Order();
    }

    private IEnumerable<(string Path, CodeFindingKind[] Causes, Func<string, Action> Change)> Changes()
    {
        foreach (string file in Sealed)
        {
            yield return (file, [FileChanged], Bytes(file, bytes => { bytes[0] ^= 1; return bytes; }));
            yield return (file, [FileChanged], Bytes(file, bytes => { bytes[^1] ^= 1; return bytes; }));
            yield return (file, [FileChanged], Bytes(file, bytes => bytes[..^1]));
            yield return (file, [FileChanged], Bytes(file, bytes => [.. bytes, 0]));
            if (!file.Contains("en.lproj", StringComparison.Ordinal))
                yield return (file, [FileMissing], Gone(file));
            yield return (file, [FileChanged, CodeFindingKind.Link, Structure], Replaced(file));
        }

        foreach ((string bundle, string executable, string infoPlist, string seal) in Bundles)
        {
            yield return (executable, [CodeChanged], Bytes(executable, bytes => { bytes[0x4100] ^= 1; return bytes; }));
            yield return (executable, [Damaged], Bytes(executable, bytes => bytes[..^5000]));
            yield return (executable, [Damaged], Bytes(executable, _ => [1, 2, 3]));
            yield return (executable, [NotSigned, CodeFindingKind.Signature, CodeChanged, Damaged], Bytes(executable, _ =>
                File.ReadAllBytes(sample.At("demo.x64"))));
            yield return (executable, [CodeFindingKind.Signature], Bytes(executable, _ => File.ReadAllBytes(sample.At("demo.arm64"))));
            yield return (executable, [SlotChanged], Bytes(infoPlist, bytes => [.. bytes, (byte)'\n']));
            yield return (infoPlist, [Structure, FileChanged], Bytes(infoPlist, _ => "no list"u8.ToArray()));
            yield return (executable, [SlotChanged], Bytes(seal, bytes => [.. bytes, (byte)'\n']));
            yield return (seal, [FileMissing], Gone(seal));
            yield return (seal, [Damaged], Bytes(seal, _ => "no list"u8.ToArray()));
            yield return (seal, [Damaged], Text(seal, "<key>weight</key>", "<key>wait</key>"));
            yield return (seal, [Damaged], Text(seal, "<key>files2</key>", "<key>files3</key>"));
            yield return (executable, [SlotChanged], Text(seal, "<true/>", "<false/>"));
            if (bundle.Length > 0)
                yield return (bundle, [FileAdded], Text("Contents/_CodeSignature/CodeResources", Path.GetFileName(bundle), "AAAA"));
        }

        foreach (string added in (string[])
            ["Contents/Resources/more.js", "Contents/Resources/en.lproj/more.pak", $"{Version}/Resources/more.pak", $"{Version}/more",
                $"{Renderer}/Contents/Resources/x",
                "Contents/MacOS/script", "Contents/Frameworks/lib.txt", "Contents/more.txt", "Contents/Resources/deep/er/x"])
            yield return (added, [FileAdded], Added(added));
        foreach (string loose in (string[])["loose", $"{Framework}/loose", $"{Renderer}/loose", $"{Service}/loose"])
            yield return (loose, [Structure], Added(loose));
        foreach (string fork in (string[])["Contents/Resources/._app.asar", $"{Version}/._Resources", "Contents/Icon\r"])
            yield return (fork, [Structure], Added(fork));
        foreach ((string link, string target) in ((string, string)[])
            [("Contents/Resources/away", "/etc/passwd"), ("Contents/Resources/up", "../../../other"), ("Contents/Resources/self", "self"),
                ("Contents/Resources/over", "../Frameworks/Demo Framework.framework/../../../.."), ($"{Version}/Resources/up", "../../../../../../../x")])
            yield return (link, [CodeFindingKind.Link], Linked(link, target));
        yield return ("Contents/Resources/inside", [FileAdded], Linked("Contents/Resources/inside", "app.asar"));
        yield return (Framework, [Structure], Relinked($"{Framework}/Versions/Current", "B"));
        yield return ("Contents/Info.plist", [Structure], Text("Contents/Info.plist", "CFBundleExecutable", "CFBundleExec"));
        yield return ("Contents/Info.plist", [Structure], Text("Contents/Info.plist", "CFBundleIdentifier", "CFBundleIdent"));
        yield return ("Contents/Info.plist", [Structure], Text("Contents/Info.plist", ">Demo<", ">../Demo<"));
        yield return ("Contents/Info.plist", [Structure], Text("Contents/Info.plist", ">Demo<", ">None<"));
        foreach (string bare in (string[])[$"{Version}/Helpers/crash_handler", $"{Version}/Libraries/libextra.dylib"])
        {
            yield return (bare, [CodeChanged], Bytes(bare, bytes => { bytes[0x4001] ^= 1; return bytes; }));
            yield return (bare, [NestedCode, FileChanged], Bytes(bare, _ => File.ReadAllBytes(sample.At("library.dylib"))));
            yield return (bare, [Team], Bytes(bare, _ => File.ReadAllBytes(sample.At("library.dylib"))));
            yield return (bare, [FileMissing], Gone(bare));
        }
    }

    private static Func<string, Action> Bytes(string file, Func<byte[], byte[]> change) => app =>
    {
        string path = Path.Combine(app, file);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, change([.. bytes]));
        return () => File.WriteAllBytes(path, bytes);
    };

    private static Func<string, Action> Text(string file, string old, string other) => Bytes(file, bytes =>
    {
        string text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return System.Text.Encoding.UTF8.GetBytes(text.Replace(old, other, StringComparison.Ordinal));
    });

    private static Func<string, Action> Gone(string file) => app =>
    {
        string path = Path.Combine(app, file), aside = app + ".aside";
        File.Move(path, aside);
        return () => File.Move(aside, path);
    };

    private static Func<string, Action> Replaced(string file) => app =>
    {
        Action undo = Gone(file)(app);
        File.CreateSymbolicLink(Path.Combine(app, file), "elsewhere");
        return () =>
        {
            File.Delete(Path.Combine(app, file));
            undo();
        };
    };

    private static Func<string, Action> Added(string file) => app =>
    {
        string path = Path.Combine(app, file), first = Path.GetDirectoryName(path)!;
        string? made = null;
        for (string folder = first; !Directory.Exists(folder); folder = Path.GetDirectoryName(folder)!)
            made = folder;
        Directory.CreateDirectory(first);
        File.WriteAllText(path, "added");
        return () =>
        {
            File.Delete(path);
            if (made is not null)
                Directory.Delete(made, recursive: true);
        };
    };

    private static Func<string, Action> Linked(string link, string target) => app =>
    {
        File.CreateSymbolicLink(Path.Combine(app, link), target);
        return () => File.Delete(Path.Combine(app, link));
    };

    private static Func<string, Action> Relinked(string link, string target) => app =>
    {
        string path = Path.Combine(app, link), old = new FileInfo(path).LinkTarget!;
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
        return () =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, old);
        };
    };
}
