using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.KeyInputs;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Who signs code, and who signs packages.</summary>
internal sealed class Signers : IDisposable
{
    private const string AppleTimestamps = "http://timestamp.apple.com/ts01", TestTeam = "UVRELEASE0", NoTimestamps = "none";

    // Everybody has these keys, so they need no secret; the dates only have to hold.
    private static readonly DateTimeOffset TestFrom = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), TestUntil = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<TestIdentity> TestCode = Everybodys(installer: false), TestInstaller = Everybodys(installer: true);

    private readonly List<IDisposable> held = [];
    private readonly IdentityInputs inputs;
    private readonly IReadOnlyList<X509Certificate2> believed;

    private Signers(IdentityInputs inputs) =>
        (this.inputs, believed) = (inputs, inputs.TrustedRoots is { } file ? KeyLogin.Certificates(file) : []);

    /// <summary>Who signs code and disk images.</summary>
    public CodeIdentity Code { get; private set; } = CodeIdentity.Adhoc;

    /// <summary>Who signs packages; null where nobody does.</summary>
    public CodeIdentity? Installer { get; private set; }

    /// <summary>Whose chains are Apple's.</summary>
    public AppleCertificates Apple { get; private set; } = AppleCertificates.Shipped;

    /// <summary>What the signed code is held against.</summary>
    public CodeVerification Verification(TimeProvider clock) => new()
    {
        Apple = Apple,
        Roots = [.. new[] { Code, Installer }.Where(identity => identity is { Chain.Count: > 0 }).Select(identity => identity!.Chain[^1]), .. believed],
        TimestampRoots = believed,
        Clock = clock,
        Team = inputs.Team ?? Code.Team,
        AllowsAdhoc = Code.IsAdhoc && inputs.Adhoc != AdhocPolicy.Never,
    };

    /// <summary>Opens what the inputs give.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="wantsPackages">True where pkg is made.</param>
    /// <param name="context">The step.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an identity is missing, can't be read, has expired, or is for something else.</exception>
    public static async Task<Signers> OpenAsync(IdentityInputs inputs, bool wantsPackages, StepContext context, CancellationToken cancellationToken)
    {
        var signers = new Signers(inputs);
        try
        {
            await signers.OpenAsync(wantsPackages, context, cancellationToken);
            return signers;
        }
        catch
        {
            signers.Dispose();
            throw;
        }
    }

    /// <summary>Whose chains are Apple's, for verification alone: with the test identity's root where it is asked for.</summary>
    public static Signers ToVerify(IdentityInputs inputs)
    {
        var signers = new Signers(inputs);
        if (inputs.TestIdentity)
            signers.Apple = signers.Apple.With(Test(installer: false).Root).With(Test(installer: true).Root);
        return signers;
    }

    /// <inheritdoc/>
    public void Dispose() => held.ForEach(one => one.Dispose());

    private async Task OpenAsync(bool wantsPackages, StepContext context, CancellationToken cancellationToken)
    {
        if (inputs.TestIdentity)
        {
            await OpenTestAsync(wantsPackages, context, cancellationToken);
            return;
        }

        bool isAdhoc = inputs.Adhoc == AdhocPolicy.Always || (inputs.Adhoc == AdhocPolicy.WithoutIdentity && !inputs.Code.IsGiven);
        if (isAdhoc)
        {
            context.Log.Warning("Nobody signs: the app is sealed ad hoc. Macs start it only where their user allows it, and it does not update itself.");
            return;
        }

        if (!inputs.Code.IsGiven)
            throw new ReleaseException(Fault.Input,
                "No 'identity' is given (secret MACOS_IDENTITY). Give a Developer ID Application as PKCS #12 in base64; where the secret is "
                + "set but empty here, pass it on to the called workflow by its name. Forks sign by nobody: ad-hoc: without-identity.");
        if (wantsPackages && !inputs.Packages.IsGiven)
            throw new ReleaseException(Fault.Input,
                "pkg needs 'installer-identity' (secret MACOS_INSTALLER_IDENTITY): a Developer ID Installer as PKCS #12 in base64. Give it, "
                + "or leave pkg out of 'formats'.");
        Code = await OpenAsync(inputs.Code, installer: false, context, cancellationToken);
        if (wantsPackages)
            Installer = await OpenAsync(inputs.Packages, installer: true, context, cancellationToken);
        if (Code.Team is null)
            context.Log.Warning($"'{Code.Chain[0].Subject}' is no identity of Apple: Macs start what it signs only where they are told to trust it.");
        if (inputs.Team is { } team && Code.Team != team)
            throw new ReleaseException(Fault.Input,
                $"'team-id' is {team}, and 'identity' is of {Code.Team ?? "no team of Apple"}. Give the identity of that team.");
    }

    private async Task OpenTestAsync(bool wantsPackages, StepContext context, CancellationToken cancellationToken)
    {
        context.Log.Warning(
            "The test identity signs, whose key everybody has: no Mac trusts it, and anybody can sign in its name. Never publish this to users.");
        TestIdentity code = Test(installer: false);
        Apple = Apple.With(code.Root);
        Code = await OpenAsync(Held(code.ToKey()), installer: false, context.Time, cancellationToken);
        if (!wantsPackages)
            return;
        TestIdentity packages = Test(installer: true);
        Apple = Apple.With(packages.Root);
        Installer = await OpenAsync(Held(packages.ToKey()), installer: true, context.Time, cancellationToken);
    }

    private async Task<CodeIdentity> OpenAsync(KeyChoice choice, bool installer, StepContext context, CancellationToken cancellationToken)
    {
        ISigningKey key = Held(inputs.Login.Open(choice, context)!);
        try
        {
            return await OpenAsync(key, installer, context.Time, cancellationToken);
        }
        catch (ReleaseException e)
        {
            throw new ReleaseException(e.Fault, $"'{choice.Input}': {e.Message}", e);
        }
    }

    private async Task<CodeIdentity> OpenAsync(ISigningKey key, bool installer, TimeProvider clock, CancellationToken cancellationToken)
    {
        IReadOnlyList<X509Certificate2> chain = Apple.Completed(await key.GetChainAsync(cancellationToken));
        bool isApples = AppleCertificates.Shipped.IsRoot(chain[^1]);
        return await CodeIdentity.OpenAsync(key, installer, clock, Timestamps(isApples), Apple, cancellationToken);
    }

    private TimestampClient? Timestamps(bool isApples)
    {
        string? server = inputs.TimestampServer ?? (isApples ? AppleTimestamps : null);
        if (server is null or NoTimestamps)
            return null;
        return Uri.TryCreate(server, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? Held(new TimestampClient(Held(new HttpClient()), address))
            : throw new ReleaseException(Fault.Input, $"'timestamp-server' is '{server}' and must be an address such as {AppleTimestamps}, or none.");
    }

    private static TestIdentity Test(bool installer) => (installer ? TestInstaller : TestCode).Value;

    private static Lazy<TestIdentity> Everybodys(bool installer) =>
        new(() => DeveloperTestIdentity.Create("uv-release test, trusted by nobody", TestTeam, installer,
        TestFrom, TestUntil, $"uv-release test identity {(installer ? "for packages" : "for code")}"));

    private T Held<T>(T one)
        where T : IDisposable
    {
        held.Add(one);
        return one;
    }
}
