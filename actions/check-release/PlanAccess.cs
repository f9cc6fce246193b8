using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.CheckRelease;

/// <summary>What opens the store for the plan, and for the publishing job. Nobody approves the plan, so its credentials must not be able to write.</summary>
public sealed record PlanAccess
{
    // Of a service SAS: read and list (Azure Storage, "Create a service SAS", signedPermissions).
    private const string Reading = "rl";

    /// <summary>Role of AWS that publishes.</summary>
    [Input("aws-role", "Role that the publishing job takes on.")]
    public string? AwsRole { get; init; }

    /// <summary>Role of AWS that plans.</summary>
    [Input("plan-aws-role", "Role that the plan takes on. It can only read.")]
    public string? PlanAwsRole { get; init; }

    /// <summary>Application of Entra that publishes.</summary>
    [Input("azure-client", "Application of Microsoft Entra that the publishing job signs in as.")]
    public string? AzureClient { get; init; }

    /// <summary>Application of Entra that plans.</summary>
    [Input("plan-azure-client", "Application of Microsoft Entra that the plan signs in as. It can only read.")]
    public string? PlanAzureClient { get; init; }

    /// <summary>Key of S3 that publishes.</summary>
    [Input("access-key-id", "Access key id of the publishing job.")]
    public string? AccessKeyId { get; init; }

    /// <summary>Key of S3 that plans.</summary>
    [Input("plan-access-key-id", "Access key id of the plan. The key can only read.")]
    public string? PlanAccessKeyId { get; init; }

    /// <summary>Key of the account, in the plan.</summary>
    [Input("azure-shared-key", "Shared key that the plan would use. It can write, so it is refused.")]
    public Secret? AzureSharedKey { get; init; }

    /// <summary>Signature, in the plan.</summary>
    [Input("azure-sas", "Shared access signature that the plan uses. It may hold the permissions r and l alone.")]
    public Secret? AzureSas { get; init; }

    /// <summary>Refuses credentials that let the plan's environment, which nobody reviews, write.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public void Check()
    {
        Differ("aws-role", AwsRole, PlanAwsRole, "role");
        Differ("azure-client", AzureClient, PlanAzureClient, "application");
        Differ("access-key-id", AccessKeyId, PlanAccessKeyId, "access key");
        if (AzureSharedKey is not null)
        {
            throw Wrong(
                "The plan would open the store with the account's shared key, which can write. Give its environment a shared access signature with sp=rl.");
        }

        if (AzureSas is { } sas && Permissions(sas.Reveal()) is var given && given.Any(letter => !Reading.Contains(letter, StringComparison.Ordinal)))
        {
            throw Wrong(
                $"The plan's shared access signature has the permissions '{given}', and nobody approves the plan. Make one with sp=rl for its environment.");
        }
    }

    private static void Differ(string name, string? publishing, string? planning, string what)
    {
        if (publishing is null)
            return;
        if (planning is null)
        {
            throw Wrong(
                $"With 'approve', the plan opens the store in an environment that nobody reviews. Name {Article(what)} {what} that can only read as "
                + $"'plan-{name}'; '{name}' stays with the environment that is reviewed.");
        }

        // Names of roles and ids of applications are told apart without regard to case.
        if (string.Equals(publishing.Trim(), planning.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(
                $"'{name}' and 'plan-{name}' name one {what}. The plan's environment has no reviewers: whoever starts a job in it could write without an "
                + $"approval. Make a second {what} that can only read, and trust each from its own environment.");
        }
    }

    private static string Article(string what) => what.StartsWith('a') ? "an" : "a";

    private static string Permissions(string sas) =>
        sas.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith("sp=", StringComparison.Ordinal)) is { } permissions
            ? Uri.UnescapeDataString(permissions["sp=".Length..])
            : throw Wrong("The plan's shared access signature says no permissions (sp=). Make one with sp=rl.");

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
