# Gives Admin a new password. It is drawn here and goes to Secrets Manager and to Directory Service, nowhere else: this
# script writes no file and no output. A run that breaks off is made good by the next, which starts anew: a reset asks
# for no old password, so one that has expired, was lost or is known to somebody is replaced all the same.
$domain = '{{ domain }}'
$directoryId = '{{ directoryId }}'
$secretArn = '{{ adminSecretArn }}'
$call = @{ Region = ($secretArn -split ':')[3] }

# 64 characters, so that six bits of a random byte choose one and none is likelier than another.
$alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'
$generator = [Security.Cryptography.RandomNumberGenerator]::Create()
$bytes = New-Object byte[] 32
do {
    $generator.GetBytes($bytes)
    $drawn = -join ($bytes | ForEach-Object { $alphabet[$_ -band 63] })
} until ($drawn -cmatch '[a-z]' -and $drawn -cmatch '[A-Z]' -and $drawn -match '[0-9]' -and $drawn -match '[-_]' -and $drawn -notmatch 'admin')
[Array]::Clear($bytes, 0, $bytes.Length)

# First the secret, as a version that nobody asks for yet: a password that the directory has is always in it.
$version = (Write-SECSecretValue -SecretId $secretArn -SecretString $drawn -VersionStage 'AWSPENDING' -Force @call).VersionId
Reset-DSUserPassword -DirectoryId $directoryId -UserName 'Admin' -NewPassword $drawn -Force @call | Out-Null
$password = ConvertTo-SecureString -String $drawn -AsPlainText -Force
Remove-Variable -Name drawn
$credential = New-Object System.Management.Automation.PSCredential("Admin@$domain", $password)

# The proof: the directory takes it. The controller that answers may hear of the change a little later.
Import-Module ActiveDirectory
$deadline = (Get-Date).AddMinutes(5)
do {
    try { $proved = $null -ne (Get-ADDomain -Server $domain -Credential $credential) } catch { $proved = $false; Start-Sleep -Seconds 10 }
} until ($proved -or (Get-Date) -gt $deadline)
Remove-Variable -Name credential, password
if (-not $proved) { throw 'The directory did not take the new password of Admin within 5 minutes; AWSCURRENT is left as it was. Run this again.' }

function Get-VersionWith($stage) {
    $stages = (Get-SECSecret -SecretId $secretArn @call).VersionIdsToStages
    $stages.Keys | Where-Object { $stages[$_] -contains $stage }
}
$current = Get-VersionWith 'AWSCURRENT'
if ($current -ne $version) { # a secret's first version is current from the start
    Update-SECSecretVersionStage -SecretId $secretArn -VersionStage 'AWSCURRENT' -MoveToVersionId $version -RemoveFromVersionId $current -Force @call | Out-Null
}
# A version without a label is deprecated and goes; it opens nothing any more.
foreach ($stage in 'AWSPREVIOUS', 'AWSPENDING') {
    $holder = Get-VersionWith $stage
    if ($holder) { Update-SECSecretVersionStage -SecretId $secretArn -VersionStage $stage -RemoveFromVersionId $holder -Force @call | Out-Null }
}
