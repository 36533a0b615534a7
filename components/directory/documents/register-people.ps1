# Registers people: each exists, is named as given and belongs to the group of its role. Whoever is in one of the
# groups and no longer listed is disabled and marked; nobody is deleted.
Import-Module ActiveDirectory
$directory = @{ Server = $domain; Credential = $credential }
$json = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{{ people }}'))
$people = ConvertFrom-Json -InputObject $json
$unit = 'OU=Users,OU={{ shortName }},' + (Get-ADDomain @directory).DistinguishedName
$groups = @{ operator = 'Secure Room Operators'; manager = 'Secure Room Managers' }
$leftMark = 'Left the secure room'

# Nobody ever learns this password: a manager sets the first one that is used.
function New-ThrowAwayPassword {
    $bytes = New-Object byte[] 32
    [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
    ConvertTo-SecureString -String ('aA1!' + [Convert]::ToBase64String($bytes)) -AsPlainText -Force
}

foreach ($group in $groups.Values) {
    if (-not (Get-ADGroup @directory -SearchBase $unit -Filter "SamAccountName -eq '$group'")) {
        New-ADGroup @directory -Name $group -SamAccountName $group -GroupScope Global -Path $unit
    }
}

foreach ($person in $people) {
    $attributes = @{
        GivenName    = $person.givenName
        Surname      = $person.familyName
        DisplayName  = "$($person.givenName) $($person.familyName)"
        EmailAddress = $person.mail
    }
    $user = Get-ADUser @directory -SearchBase $unit -Filter "SamAccountName -eq '$($person.name)'" -Properties Description
    if (-not $user) {
        New-ADUser @directory @attributes -Name $person.name -SamAccountName $person.name `
            -UserPrincipalName "$($person.name)@$domain" -Path $unit `
            -AccountPassword (New-ThrowAwayPassword) -ChangePasswordAtLogon $true -Enabled $true
    } else {
        Set-ADUser @directory @attributes -Identity $user.DistinguishedName
        # Only who left and is listed again comes back, without the old password. A user disabled by a manager stays so.
        if ($user.Description -eq $leftMark) {
            Set-ADAccountPassword @directory -Identity $user.DistinguishedName -Reset -NewPassword (New-ThrowAwayPassword)
            Set-ADUser @directory -Identity $user.DistinguishedName -ChangePasswordAtLogon $true -Clear description
            Enable-ADAccount @directory -Identity $user.DistinguishedName
        }
    }
    foreach ($role in $groups.Keys) {
        $members = @(Get-ADGroupMember @directory -Identity $groups[$role] | ForEach-Object { $_.SamAccountName })
        if ($role -eq $person.role -and $members -notcontains $person.name) {
            Add-ADGroupMember @directory -Identity $groups[$role] -Members $person.name
        }
        if ($role -ne $person.role -and $members -contains $person.name) {
            Remove-ADGroupMember @directory -Identity $groups[$role] -Members $person.name -Confirm:$false
        }
    }
}

$listed = @($people | ForEach-Object { $_.name })
foreach ($group in $groups.Values) {
    Get-ADGroupMember @directory -Identity $group | Where-Object { $listed -notcontains $_.SamAccountName } | ForEach-Object {
        Disable-ADAccount @directory -Identity $_.DistinguishedName
        Set-ADUser @directory -Identity $_.DistinguishedName -Description $leftMark
    }
}
