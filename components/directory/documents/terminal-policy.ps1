# Makes an organizational unit for the terminals, apart from the management instance, which has no way to the proxy, and
# links a policy to it that sets the proxy for the whole machine: the user cannot change it there.
$adminScript = {
    $ErrorActionPreference = 'Stop'
    Import-Module -Name @('ActiveDirectory', 'GroupPolicy')
    $domain = '{{ domain }}'
    $computers = 'OU=Computers,OU={{ shortName }},' + (Get-ADDomain -Server $domain).DistinguishedName
    $terminals = "OU=Terminals,$computers"
    if (-not (Get-ADOrganizationalUnit -Server $domain -SearchBase $computers -SearchScope OneLevel -Filter "Name -eq 'Terminals'")) {
        New-ADOrganizationalUnit -Server $domain -Name 'Terminals' -Path $computers -ProtectedFromAccidentalDeletion $true
    }
    $policy = Get-GPO -Domain $domain -All | Where-Object { $_.DisplayName -eq 'Secure Room Terminals' }
    if (-not $policy) { $policy = New-GPO -Domain $domain -Name 'Secure Room Terminals' }
    $policies = 'HKLM\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings'
    $machine = 'HKLM\Software\Microsoft\Windows\CurrentVersion\Internet Settings'
    Set-GPRegistryValue -Domain $domain -Guid $policy.Id -Key $policies -ValueName ProxySettingsPerUser -Type DWord -Value 0 | Out-Null
    foreach ($key in $policies, $machine) {
        Set-GPRegistryValue -Domain $domain -Guid $policy.Id -Key $key -ValueName ProxyEnable -Type DWord -Value 1 | Out-Null
        Set-GPRegistryValue -Domain $domain -Guid $policy.Id -Key $key -ValueName ProxyServer -Type String -Value '{{ proxy }}' | Out-Null
        Set-GPRegistryValue -Domain $domain -Guid $policy.Id -Key $key -ValueName ProxyOverride -Type String -Value '{{ bypass }}' | Out-Null
    }
    $links = @((Get-GPInheritance -Domain $domain -Target $terminals).GpoLinks | ForEach-Object { $_.GpoId })
    if ($links -notcontains $policy.Id) {
        New-GPLink -Domain $domain -Guid $policy.Id -Target $terminals -LinkEnabled Yes | Out-Null
    }
}
