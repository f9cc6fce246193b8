using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Bundles;

/// <summary>
/// What Apple lets an app of a team do: a property list in a CMS (Apple's technote TN3125, "Inside Code Signing: Provisioning Profiles"). Macs do not start
/// an app whose profile is for something else. Whether the signer is Apple is left to them.
/// </summary>
public sealed class ProvisioningProfile
{
    /// <summary>Where an app has it.</summary>
    internal const string Place = "Contents/embedded.provisionprofile";

    private const int Largest = 1 << 20;
    private static readonly string[] IdentifierKeys = ["com.apple.application-identifier", "application-identifier"];
    private readonly string name;
    private readonly PropertyListValue.Dictionary values;

    private ProvisioningProfile(string name, ReadOnlyMemory<byte> bytes, PropertyListValue.Dictionary values) =>
        (this.name, Bytes, this.values) = (name, bytes, values);

    /// <summary>The profile, byte for byte as it was given.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a profile.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or its signature does not confirm what it says.</exception>
    public static ProvisioningProfile Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var kind = new FileKind("provisioning profile", "Download it anew from Apple's developer site.");
        using var input = CheckedReader.Of(bytes, name, kind);
        if (bytes.Length > Largest)
            throw input.Bad(0, "the size", $"is over {Largest} bytes");
        var cms = new SignedCms();
        try
        {
            cms.Decode(bytes.Span);
            cms.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException e)
        {
            throw input.Bad(0, "the CMS", $"can't be believed: {e.Message.TrimEnd('.')}");
        }

        using var content = CheckedReader.Of(cms.ContentInfo.Content, name, kind);
        return PropertyList.Read(content) is PropertyListValue.Dictionary values && values["ExpirationDate"] is PropertyListValue.Date
            && values["Entitlements"] is PropertyListValue.Dictionary && Texts(values["TeamIdentifier"]).Length > 0
            ? new ProvisioningProfile(name, bytes, values)
            : throw content.Bad(0, "the property list", "has no ExpirationDate, TeamIdentifier and Entitlements");
    }

    /// <summary>Reads the profile that an app has; null where it has none.</summary>
    /// <inheritdoc cref="Read"/>
    internal static ProvisioningProfile? Of(AppFolder app) => !app.IsFile(Place) ? null
        : Read(RegularFile.ReadBelow(app.Root, Place, Largest)
            ?? throw new ReleaseException(Fault.Input, $"{Place} has more than {Largest} bytes, and is no profile. Delete it.") { File = Place }, Place);

    /// <summary>Refuses a profile that does not let an app start.</summary>
    /// <param name="identity">Who signs the app; nobody's is looked at by its date alone, as for trials.</param>
    /// <param name="identifier">What the app is called.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it has expired, or is for another team, app or system.</exception>
    public void Check(CodeIdentity identity, string identifier)
    {
        string[] teams = Texts(values["TeamIdentifier"]), systems = Texts(values["Platform"]);
        if (((PropertyListValue.Date)values["ExpirationDate"]!).Value is var end && identity.Now > end)
            throw Bad($"expired on {end.UtcDateTime:yyyy-MM-dd}. Renew it on Apple's developer site");
        if (systems.Length > 0 && !systems.Contains("OSX"))
            throw Bad($"is for {string.Join(", ", systems)}, not for macOS. Make one for macOS on Apple's developer site");
        if (!identity.IsAdhoc && !teams.Contains(identity.Team))
            throw Bad($"is of the team {string.Join(", ", teams)}, and the app is signed by {identity.Team ?? "none of Apple's teams"}. Take one of that team");
        var entitlements = (PropertyListValue.Dictionary)values["Entitlements"]!;
        if (IdentifierKeys.Select(key => entitlements[key]).OfType<PropertyListValue.Text>().FirstOrDefault() is not { } text)
            return;
        string? prefix = teams.Concat(Texts(values["ApplicationIdentifierPrefix"])).FirstOrDefault(prefix =>
            text.Value.StartsWith(prefix + ".", StringComparison.Ordinal));
        if (prefix is null)
            throw Bad($"names the app '{text.Value}', which begins with none of its teams. Download it anew from Apple's developer site");
        string wanted = text.Value[(prefix.Length + 1)..];
        bool isSame = wanted.EndsWith('*') ? identifier.StartsWith(wanted[..^1], StringComparison.Ordinal) : identifier == wanted;
        if (!isSame)
            throw Bad($"is for the app '{wanted}', and this one is called '{identifier}'. Take the profile of this app");
    }

    private static string[] Texts(PropertyListValue? value) =>
        value is PropertyListValue.Array array ? [.. array.Items.OfType<PropertyListValue.Text>().Select(text => text.Value)] : [];

    private ReleaseException Bad(string problem) => new(Fault.Input, $"The provisioning profile {name} {problem}.") { File = name };
}
