using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;
using Xunit;

namespace UvRelease.Tests.Keys;

/// <summary>
/// SoftHSM2, a real module of PKCS #11 whose tokens are files: one for the whole process, since a module reads its settings once, from the variables that the
/// process began with.
/// </summary>
internal sealed partial class SoftHsm : IDisposable
{
    public const string Pin = "correct horse 22", Module = "/usr/lib/softhsm/libsofthsm2.so";
    private static readonly Lazy<SoftHsm> Started = new(() => new SoftHsm());

    // All are made before the module is loaded: it looks for tokens when it begins.
    private static readonly Dictionary<string, (TestIdentity Identity, bool HasCertificates)> Made = new(StringComparer.Ordinal)
    {
        ["rsa"] = (Identities.Rsa, true),
        ["ecdsa"] = (Identities.Ecdsa, true),
        ["bare"] = (Identities.Rsa, false),
        ["locked"] = (Identities.Ecdsa, true),
        ["application"] = (Identities.Developer(installer: false), true),
        ["installer"] = (Identities.Developer(installer: true), false),
    };

    private readonly TemporaryFolder folder = new();

    private SoftHsm()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        Directory.CreateDirectory(folder.At("tokens"));
        string settings = folder.Write("softhsm2.conf", $"directories.tokendir = {folder.At("tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n");
        Assert.Equal(0, SetVariable("SOFTHSM2_CONF", settings, 1));
        Settings = settings;
        foreach ((string token, (TestIdentity identity, bool hasCertificates)) in Made)
            Make(token, identity, hasCertificates);
    }

    private string Settings { get; }

    /// <summary>The identity whose key is in a token.</summary>
    public static TestIdentity Identity(string token) => Made[token].Identity;

    /// <summary>The name of the key in a token: rsa, ecdsa, application; bare and installer, without certificates; locked, for wrong PINs.</summary>
    public static string Key(string token)
    {
        Assert.SkipUnless(File.Exists(Module), $"There is no SoftHSM2 ({Module}): apt-get install softhsm2 opensc");
        _ = Started.Value;
        return $"pkcs11:token={token};object=cs";
    }

    /// <summary>Puts the module where steps find it: host paths aren't mounted into containers.</summary>
    public static string CopyModule(string workspace)
    {
        string path = Path.Combine(workspace, Path.GetFileName(Module));
        if (!File.Exists(path))
            File.Copy(Module, path);
        return Path.GetFileName(Module);
    }

    private void Make(string token, TestIdentity identity, bool hasCertificates)
    {
        Run("softhsm2-util", "--init-token", "--free", "--label", token, "--pin", Pin, "--so-pin", "officer 22");
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)identity.Leaf.GetRSAPrivateKey() ?? identity.Leaf.GetECDsaPrivateKey()!;
        string file = folder.Write($"{token}.p8", key.ExportPkcs8PrivateKeyPem());
        Run("softhsm2-util", "--import", file, "--token", token, "--label", "cs", "--id", "01", "--pin", Pin);
        if (!hasCertificates)
            return;
        string leaf = folder.At($"{token}.der");
        File.WriteAllBytes(leaf, identity.Leaf.RawData);
        Run("pkcs11-tool", "--module", Module, "--token-label", token, "--login", "--pin", Pin, "--write-object", leaf, "--type", "cert", "--id", "01",
            "--label", "cs");
    }

    public void Dispose() => folder.Dispose();

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["SOFTHSM2_CONF"] = Settings;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {said}{errors.Result}");
        return said;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
